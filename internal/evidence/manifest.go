// Package evidence keeps what a run left, written once and listed with its
// digest in a manifest, and proves it unchanged. A run.Outcome comes in,
// evidence/EXPERIMENT/RUN/ goes out; what the files mean is for score.
package evidence

import (
	"time"

	"report/internal/digest"
	"report/internal/run"
	"report/internal/study"
)

// Schema is the manifest's schema. A reader for each older one is kept.
const Schema = "report/manifest/1"

// The names of the files that every run has.
const (
	ManifestName   = "manifest.json"
	SumsName       = "SHA256SUMS"
	ProvenanceName = "provenance.json"
	TimingsName    = "timings.json"
	MetricsName    = "metrics.json"
)

// Manifest is the list of a run's evidence and the summary that scores and
// status need, so that they open one file a run.
type Manifest struct {
	Schema     string            `json:"schema"`
	Experiment string            `json:"experiment"`
	Run        string            `json:"run"`
	Profile    string            `json:"profile"`
	Key        digest.SHA256     `json:"key"`
	Tool       string            `json:"tool,omitempty"`
	Version    string            `json:"version,omitempty"`
	Scenario   string            `json:"scenario,omitempty"`
	Parameters []study.Parameter `json:"parameters,omitempty"`
	Seed       int64             `json:"seed"`
	Status     run.Status        `json:"status"`
	Failure    *run.Failure      `json:"failure,omitempty"`
	Started    time.Time         `json:"started"`
	Finished   time.Time         `json:"finished"`
	Attempts   int               `json:"attempts"`
	Steps      []StepSummary     `json:"steps"` // of the last attempt
	Files      []File            `json:"files"` // sorted by path; all but manifest.json and SHA256SUMS
	// Redacted counts what was taken out, by the name put in its place.
	Redacted map[string]int `json:"redacted,omitempty"`
}

// StepSummary is how a step of the last attempt ended, all repetitions together.
type StepSummary struct {
	ID     string         `json:"id"`
	Kind   study.StepKind `json:"kind"`
	Status run.Status     `json:"status"`
	Reason string         `json:"reason,omitempty"`
	Log    string         `json:"log,omitempty"`
}

// The roles a file of evidence can have.
const (
	RoleLog        = "log"
	RoleTimings    = "timings"
	RoleMetrics    = "metrics"
	RoleScreenshot = "screenshot"
	RoleText       = "text" // a page's text, beside its screenshot
	RoleKept       = "kept"
	RoleProvenance = "provenance"
)

// File is one file of evidence. SHA256 and Size are of the bytes on disk;
// for a compressed log Content and ContentSize are of what it holds.
type File struct {
	Path        string        `json:"path"`
	Role        string        `json:"role"`
	Step        string        `json:"step,omitempty"`
	SHA256      digest.SHA256 `json:"sha256"`
	Size        int64         `json:"size"`
	Content     digest.SHA256 `json:"content_sha256,omitzero"`
	ContentSize int64         `json:"content_size,omitempty"`
	Cut         int64         `json:"cut_bytes,omitempty"` // taken out of the middle of a log that was too long
}

// Ref points at the bytes behind a figure: EXPERIMENT/RUN/PATH with #L120 or
// #/json/pointer. Lines count in the uncompressed content.
type Ref struct {
	Experiment string `json:"experiment"`
	Run        string `json:"run"`
	Path       string `json:"path"`
	Line       int    `json:"line,omitempty"`
	Pointer    string `json:"pointer,omitempty"`
}
