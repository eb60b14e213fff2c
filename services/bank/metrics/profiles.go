package metrics

import (
	"fmt"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"
)

// MaxProfile is the longest CPU profile that is taken.
const MaxProfile = 60 * time.Second

const defaultProfile = 30 * time.Second

// handleProfiles serves profiles where "go tool pprof" looks for them. It does
// without net/http/pprof, which is twice as large and serves all over the
// process's default mux.
func handleProfiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /debug/pprof/{$}", listProfiles)
	mux.HandleFunc("GET /debug/pprof/profile", profileCPU)
	mux.HandleFunc("GET /debug/pprof/{name}", writeProfile)
}

func listProfiles(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "profile?seconds=30")
	for _, p := range pprof.Profiles() {
		fmt.Fprintf(w, "%s?debug=1\n", p.Name())
	}
}

// profileCPU answers with a profile of as many seconds as asked for, or of as
// many as the caller waits.
func profileCPU(w http.ResponseWriter, r *http.Request) {
	length := defaultProfile
	if text := r.FormValue("seconds"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		length = time.Duration(seconds) * time.Second
		if err != nil || length <= 0 || length > MaxProfile {
			http.Error(w, fmt.Sprintf("seconds must be a whole number from 1 to %.0f", MaxProfile.Seconds()), http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, "another CPU profile is being taken; try again later", http.StatusConflict)
		return
	}
	defer pprof.StopCPUProfile()
	select {
	case <-time.After(length):
	case <-r.Context().Done():
	}
}

// writeProfile answers with a profile by name; as text if debug is above 0.
func writeProfile(w http.ResponseWriter, r *http.Request) {
	profile := pprof.Lookup(r.PathValue("name"))
	if profile == nil {
		http.Error(w, "there is no such profile; /debug/pprof/ lists those there are", http.StatusNotFound)
		return
	}
	debug := 0
	if text := r.FormValue("debug"); text != "" {
		var err error
		if debug, err = strconv.Atoi(text); err != nil || debug < 0 || debug > 2 {
			http.Error(w, "debug must be 0, 1 or 2", http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if debug > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	_ = profile.WriteTo(w, debug) // an error means that the caller has hung up
}
