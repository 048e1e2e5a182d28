package evidence

import "testing"

func TestRefRoundTrip(t *testing.T) {
	for _, text := range []string{
		"mlflow-mnist/20261123T141300Z-standard-1a2b3c4d/train.log#L120",
		"a/b/20261123T141300Z-quick-look-1a2b3c4d/train/loss.json#/losses/3",
		"x/20261123T141300Z-s-1a2b3c4d/page.png",
	} {
		ref, err := ParseRef(text)
		if err != nil || ref.String() != text {
			t.Errorf("%s: %v, %v", text, ref, err)
		}
	}
	for _, text := range []string{
		"", "x", "mlflow-mnist/train.log", "20261123T141300Z-s-1a2b3c4d/train.log", "x/20261123T141300Z-s-1a2b3c4d",
		"x/20261123T141300Z-s-1a2b3c4d/../../secret", "x/20261123T141300Z-s-1a2b3c4d/f#120", "x/20261123T141300Z-s-1a2b3c4d/f#L0",
	} {
		if ref, err := ParseRef(text); err == nil {
			t.Errorf("%q was taken for %v", text, ref)
		}
	}
}
