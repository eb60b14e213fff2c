package token

// MaxRemembered is for tests.
const MaxRemembered = maxRemembered

// Remembered returns how many tokens the verifier remembers.
func Remembered(v *Verifier) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.remembered)
}
