package bundle

import (
	"fmt"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"report/internal/diag"
)

// Allowed are the keys whose signatures count, with whose they are.
type Allowed struct{ signers []signer }

type signer struct {
	principals    string
	key           ssh.PublicKey
	namespaces    []string // patterns; none allows all
	after, before time.Time
	authority     bool
	line          int
}

// ParseAllowed reads an allowed_signers file as ssh-keygen does (see
// ALLOWED SIGNERS in its manual). Certificates are not followed: a line
// marked cert-authority allows no key by itself.
func ParseAllowed(name string, content []byte) (*Allowed, error) {
	var list diag.List
	allowed := &Allowed{}
	for i, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		one, err := parseSigner(line)
		if err != nil {
			bad := diag.At(diag.Pos{File: name, Line: i + 1, Col: 1}, "%v", err).WithHint("a line is: alice@example.org ssh-ed25519 AAAA…")
			bad.Source, bad.Len = line, utf8.RuneCountInString(line)
			list = append(list, bad)
			continue
		}
		one.line = i + 1
		allowed.signers = append(allowed.signers, one)
	}
	return allowed, list.Err()
}

func parseSigner(line string) (signer, error) {
	var s signer
	principals, rest, err := word(line)
	if err != nil {
		return s, err
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return s, fmt.Errorf("no public key follows %q", principals)
	}
	s.principals, s.key = principals, key
	for _, option := range options {
		if err := s.option(option); err != nil {
			return s, err
		}
	}
	return s, nil
}

// word cuts the first word of a line, which may be quoted.
func word(line string) (first, rest string, err error) {
	if quoted, ok := strings.CutPrefix(line, `"`); ok {
		if first, rest, ok = strings.Cut(quoted, `"`); !ok {
			return "", "", fmt.Errorf("a quotation mark is not closed")
		}
		return first, strings.TrimSpace(rest), nil
	}
	end := strings.IndexAny(line, " \t")
	if end < 0 {
		return "", "", fmt.Errorf("no public key follows %q", line)
	}
	return line[:end], strings.TrimSpace(line[end:]), nil
}

func (s *signer) option(option string) (err error) {
	name, value, _ := strings.Cut(option, "=")
	value = strings.Trim(value, `"`)
	switch strings.ToLower(name) {
	case "namespaces":
		s.namespaces = strings.Split(value, ",")
	case "cert-authority":
		s.authority = true
	case "valid-after":
		s.after, err = moment(value)
	case "valid-before":
		s.before, err = moment(value)
	default:
		err = fmt.Errorf("option %q is not known", name)
	}
	return err
}

// moment reads YYYYMMDD[HHMM[SS]] with an optional Z. Without it ssh-keygen
// takes local time, which here is UTC.
func moment(text string) (time.Time, error) {
	digits := strings.TrimSuffix(text, "Z")
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.Parse(layout, digits); err == nil && len(digits) == len(layout) {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date such as 20261231 or 202612312359Z", text)
}

// Whose tells whose signature it is, as the file names them. An error says why
// the key does not count.
func (a *Allowed) Whose(s *Signature, now time.Time) (principals string, err error) {
	err = fmt.Errorf("is signed by a key that is not among the allowed signers (%s)", s.Fingerprint)
	for _, one := range a.signers {
		if one.authority || !sameKey(one.key, s.Key) {
			continue
		}
		why := one.refuses(now)
		if why == "" {
			return one.principals, nil
		}
		err = fmt.Errorf("is signed by the key of %s, %s (line %d of the allowed signers)", one.principals, why, one.line)
	}
	return "", err
}

func (s *signer) refuses(now time.Time) string {
	switch {
	case !s.mayEvidence():
		return "which is not allowed to sign " + Namespace
	case !s.after.IsZero() && now.Before(s.after):
		return "which counts only after " + s.after.Format(time.DateTime)
	case !s.before.IsZero() && !now.Before(s.before):
		return "which counted only before " + s.before.Format(time.DateTime)
	}
	return ""
}

// mayEvidence reports whether the line's namespaces allow evidence: one has to
// fit, and none that stands behind an exclamation mark may (PATTERNS in the
// manual of ssh_config).
func (s *signer) mayEvidence() bool {
	fits := len(s.namespaces) == 0
	for _, pattern := range s.namespaces {
		pattern, not := strings.CutPrefix(strings.TrimSpace(pattern), "!")
		if strings.ContainsAny(pattern, `[\`) { // signs to path.Match, letters to ssh
			continue
		}
		if ok, err := path.Match(pattern, Namespace); ok && err == nil {
			if not {
				return false
			}
			fits = true
		}
	}
	return fits
}
