package svg

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const open, line, end = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">`, `<path d="M0 0L9 9" stroke="#000"/>`, `</svg>`
	for inner, says := range map[string]string{
		line: "",
		`<defs><path id="p" d="M0 0L9 9"/></defs><use xlink:href="#p" style="stroke: #000; clip-path: url(#c)"/>` + line: "",
		line + `<image href="data:image/png;base64,AAAA"/>`:                                                              "",
		line + `<a href="https://example.org/"><path d="M0 0"/></a>`:                                                     "",
		line + `<script>alert(1)</script>`:                                                                               "svg: it holds a <script>",
		line + `<foreignObject><b/></foreignObject>`:                                                                     "svg: it holds a <foreignObject>",
		`<path d="M0 0L9 9" stroke="#000" onload="x()"/>`:                                                                "svg: <path> has the event handler onload",
		line + `<use xlink:href="other.svg#p"/>`:                                                                         `svg: <use> leads to "other.svg#p"`,
		line + `<a href="javascript:x()"/>`:                                                                              `svg: <a> leads to "javascript:x()"`,
		line + `<style>@import "x.css";</style>`:                                                                         "svg: its style imports another",
		`<path d="M0 0L9 9" stroke="#000" style="fill: url( 'http://x.example/' )"/>`:                                    `svg: its style leads to "http://x.example/' )"`,
		``: "svg: it draws nothing that is known: paths, shapes and text are",
	} {
		got := ""
		if err := Check([]byte(open + inner + end)); err != nil {
			got = err.Error()
		}
		if got != says {
			t.Errorf("%s: %q, not %q", inner, got, says)
		}
	}
	if err := Check([]byte(`<!DOCTYPE svg [<!ENTITY a "b">]>` + open + line + end)); err == nil || !strings.Contains(err.Error(), "entities") {
		t.Errorf("a picture with entities: %v", err)
	}
}
