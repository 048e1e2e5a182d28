package redact

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// shape is what a token of one issuer looks like: a fixed beginning and then
// at least so many letters of a set. Digits tells it from words.
type shape struct {
	prefix string
	least  int
	also   string // beside letters and digits
	digits bool
	keep   bool // the beginning is a word that stays
}

var shapes = [256][]shape{
	'A': {{"AKIA", 16, "", false, false}, {"ASIA", 16, "", false, false}, {"AIza", 35, "_-", false, false},
		{"AWS_SECRET_ACCESS_KEY=", 40, "/+=", false, true}},
	'a': {{"aws_secret_access_key = ", 40, "/+=", false, true}, {"aws_secret_access_key=", 40, "/+=", false, true},
		{"aws_secret_access_key: ", 40, "/+=", false, true}},
	'B': {{"Bearer ", 12, "._~+/=-", true, true}, {"Basic ", 12, "+/=", true, true}},
	'b': {{"bearer ", 12, "._~+/=-", true, true}, {"basic ", 16, "+/=", true, true}},
	'g': {{"ghp_", 36, "", false, false}, {"gho_", 36, "", false, false}, {"ghu_", 36, "", false, false},
		{"ghs_", 36, "", false, false}, {"ghr_", 36, "", false, false}, {"github_pat_", 22, "_", false, false}, {"glpat-", 20, "_-", false, false}},
	'h': {{"hf_", 30, "", false, false}},
	's': {{"sk-", 24, "_-", true, false}},
	'x': {{"xoxa-", 10, "-", true, false}, {"xoxb-", 10, "-", true, false}, {"xoxp-", 10, "-", true, false},
		{"xoxr-", 10, "-", true, false}, {"xoxs-", 10, "-", true, false}},
	'n': {{"npm_", 36, "", false, false}},
	'p': {{"pypi-", 50, "_-", true, false}},
	'e': {{"eyJ", 30, "_-.", true, false}},
}

// token is a token at a place, when one of the shapes or a named value of an
// address's query begins there.
func token(text []byte, at int) match {
	if text[at] == '?' || text[at] == '&' {
		return queryToken(text, at)
	}
	if wordByte(text, at-1) {
		return match{}
	}
	for _, s := range shapes[text[at]] {
		if !bytes.HasPrefix(text[at:], []byte(s.prefix)) {
			continue
		}
		end, digits := at+len(s.prefix), false
		for end < len(text) && (asciiLetterOrDigit(text[end]) || strings.IndexByte(s.also, text[end]) >= 0) {
			digits = digits || text[end] >= '0' && text[end] <= '9'
			end++
		}
		if end-at-len(s.prefix) < s.least || s.digits && !digits {
			continue
		}
		if s.prefix == "eyJ" && bytes.Count(text[at:end], []byte{'.'}) < 2 {
			continue
		}
		if s.keep {
			return match{end - at, s.prefix + "$TOKEN", "TOKEN"}
		}
		return match{end - at, "$TOKEN", "TOKEN"}
	}
	return match{}
}

func asciiLetterOrDigit(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// queryNames are the names of an address's query whose values are secret.
var queryNames = []string{"token=", "access_token=", "api_key=", "apikey=", "password=", "secret=", "sig=", "signature=", "X-Amz-Signature="}

func queryToken(text []byte, at int) match {
	for _, name := range queryNames {
		from := at + 1
		if len(text) < from+len(name) || !strings.EqualFold(string(text[from:from+len(name)]), name) {
			continue
		}
		from += len(name)
		end := from
		for end < len(text) && (asciiLetterOrDigit(text[end]) || strings.IndexByte("._~-%+/=", text[end]) >= 0) {
			end++
		}
		if end-from >= 6 {
			return match{end - at, string(text[at:from]) + "$TOKEN", "TOKEN"}
		}
	}
	return match{}
}

// credentials are the user and password of an address, from its "://" to "@".
func credentials(text []byte, at int) match {
	if !bytes.HasPrefix(text[at:], []byte("://")) {
		return match{}
	}
	colon := false
	for end := at + 3; end < len(text) && end-at < 512; end++ {
		switch b := text[end]; {
		case b == '@' && colon:
			return match{end - at, "://$CREDENTIALS", "CREDENTIALS"}
		case b == ':':
			colon = true
		case b <= ' ' || b >= 0x7f || strings.IndexByte("/\\\"'<>?#@(){}[],;`|", b) >= 0:
			return match{}
		}
	}
	return match{}
}

// everydayUsers are account names that tell nothing about a person.
var everydayUsers = map[string]bool{
	"root": true, "user": true, "users": true, "admin": true, "administrator": true, "ubuntu": true, "debian": true,
	"runner": true, "nobody": true, "www-data": true, "vscode": true, "node": true, "app": true, "test": true,
	"build": true, "builder": true, "jenkins": true, "guest": true, "docker": true, "ec2-user": true, "report": true,
	"postgres": true, "airflow": true, "jovyan": true, "default": true, "python": true, "work": true, "student": true,
}

func distinctiveUser(user string) bool { return len(user) >= 3 && !everydayUsers[user] }

// userBefore is what names a user: user=, "username": ", uid=1000(.
var userBefore = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:(?:\b|_)(?:user|username|user_name|logname|owner|login|author)["']?\s*[=:]\s*["']?|[ug]id=\d+\()$`)
})

// userAt reports whether the user's name stands at a place as a name: by
// itself when it is no word (it has a digit or the like), else only where
// something says that a user follows, or a host does.
func userAt(text []byte, at int, user string) bool {
	end := at + len(user)
	if end > len(text) || string(text[at:end]) != user || wordByte(text, at-1) || wordByte(text, end) {
		return false
	}
	if at > 0 && (text[at-1] == '$' || text[at-1] == '-') {
		return false
	}
	if strings.ContainsAny(user, "0123456789-_.") {
		return true
	}
	if end+1 < len(text) && text[end] == '@' && wordByte(text, end+1) {
		return true
	}
	return userBefore().Match(text[max(0, at-32):at])
}
