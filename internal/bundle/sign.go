package bundle

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"report/internal/digest"
)

// Namespace is the SSH signatures' namespace: a signature made for another
// purpose by the same key is none of evidence.
const Namespace = "report-evidence"

// The two things to say of a signature wherever one is shown.
const (
	Proves       = "whoever holds the key signed this evidence root, and with it every byte that the manifests list"
	DoesNotProve = "that the runs happened as they are recorded, when it was signed, or anything about the study, its code and the paper"
)

// ErrPassphrase says that a key needs a passphrase, or another one.
var ErrPassphrase = errors.New("the key is locked by a passphrase")

// Message is what is signed: the root as it is printed, and a line end.
func Message(root digest.SHA256) []byte { return []byte(root.String() + "\n") }

// Sign signs an evidence root with a private SSH key in its file's form. It
// returns the armoured signature and the key's fingerprint.
func Sign(root digest.SHA256, key, passphrase []byte) (armoured []byte, fingerprint string, err error) {
	signer, err := signerOf(key, passphrase)
	if err != nil {
		return nil, "", err
	}
	signature, err := sshsig.Sign(bytes.NewReader(Message(root)), signer, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, "", fmt.Errorf("signing: %w", err)
	}
	return sshsig.Armor(signature), ssh.FingerprintSHA256(signer.PublicKey()), nil
}

func signerOf(key, passphrase []byte) (ssh.Signer, error) {
	if _, _, _, _, err := ssh.ParseAuthorizedKey(key); err == nil {
		return nil, errors.New("this is the public key; the private one lies beside it, without .pub")
	}
	signer, err := ssh.ParsePrivateKey(key)
	var locked *ssh.PassphraseMissingError
	if errors.As(err, &locked) {
		if passphrase == nil {
			return nil, ErrPassphrase
		}
		signer, err = ssh.ParsePrivateKeyWithPassphrase(key, passphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("this is no private SSH key that can be read: %w", err)
	}
	return signer, nil
}

// Signature is a signature that holds for a root. By whom is for Allowed.
type Signature struct {
	Key         ssh.PublicKey
	Fingerprint string
}

// CheckSignature holds a signature against a root. It says nothing of whose
// key it is.
func CheckSignature(armoured []byte, root digest.SHA256) (*Signature, error) {
	signature, err := sshsig.Unarmor(armoured)
	if err != nil {
		return nil, fmt.Errorf("is no SSH signature: %w", err)
	}
	if signature.Namespace != Namespace {
		return nil, fmt.Errorf("was made for the namespace %q, not %q", signature.Namespace, Namespace)
	}
	fingerprint := ssh.FingerprintSHA256(signature.PublicKey)
	err = sshsig.Verify(bytes.NewReader(Message(root)), signature, signature.PublicKey, signature.HashAlgorithm, Namespace)
	if err != nil {
		return nil, fmt.Errorf("does not sign the root %s (key %s)", root, fingerprint)
	}
	return &Signature{signature.PublicKey, fingerprint}, nil
}

// sameKey reports whether two keys are one.
func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
