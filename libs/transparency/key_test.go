package transparency_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/simplebank/libs/transparency"
)

func TestGenerateKey(t *testing.T) {
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\x00", "a\xff"} {
		if signer, verifier, err := transparency.GenerateKey(name); err == nil || signer != "" || verifier != "" {
			t.Errorf("a key of the name %q: %v", name, err)
		}
	}
	key, verifiers := keys(t, "ledger.bank.example")
	checkpoint, err := key.Sign(transparency.EmptyTree())
	if err != nil {
		t.Fatal(err)
	}
	if tree, err := verifiers.Open(checkpoint); err != nil || tree != transparency.EmptyTree() {
		t.Errorf("opened %v, %v", tree, err)
	}
	own := transparency.Keys{Signer: key}.Verifiers()
	if own.String() != verifiers.String() || !strings.HasPrefix(own.String(), "ledger.bank.example+") {
		t.Errorf("the key is verified by %s, want %s", own, verifiers)
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	signer, verifier, err := transparency.GenerateKey("bank")
	if err != nil {
		t.Fatal(err)
	}
	var key transparency.Key
	if err := key.UnmarshalText([]byte(signer)); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, struct{ Key transparency.Key }{key}); !strings.Contains(got, "[secret]") || strings.Contains(got, "bank") {
			t.Errorf("%s prints %q", verb, got)
		}
	}
	if got, want := key.Summary(), "[secret], verified by "+verifier; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func TestMalformedKeys(t *testing.T) {
	signer, verifier, err := transparency.GenerateKey("bank")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "hush", verifier, signer + "x", strings.Replace(signer, "bank", "bang", 1), "PRIVATE+KEY+bank+00000000+AQ=="} {
		var key transparency.Key
		if err := key.UnmarshalText([]byte(text)); err == nil || strings.Contains(err.Error(), "bank") {
			t.Errorf("signer %q: %v", text, err)
		}
	}
	for _, text := range []string{"", ",", signer, verifier + ",", strings.Replace(verifier, "bank", "bang", 1)} {
		var verifiers transparency.Verifiers
		if err := verifiers.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("verifier %q is taken", text)
		}
	}
	var two transparency.Verifiers
	if err := two.UnmarshalText([]byte(verifier + ", " + verifier)); err != nil || len(two) != 2 {
		t.Errorf("two keys: %v, %v", two, err)
	}
}
