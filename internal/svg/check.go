package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// active are elements that run, fetch or hold what is no drawing.
var active = map[string]bool{"script": true, "foreignObject": true, "iframe": true, "object": true, "embed": true, "audio": true, "video": true, "handler": true, "listener": true}

// Check reads a picture that somebody else's program made and refuses what is
// no drawing alone: scripts, event handlers, other documents and addresses
// outside. What passes can be drawn, and opened by itself.
func Check(content []byte) error {
	p, err := Parse(content)
	if err != nil {
		return err
	}
	if len(p.Shapes) == 0 {
		return errors.New("svg: it draws nothing that is known: paths, shapes and text are")
	}
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("svg: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := checkElement(t); err != nil {
				return err
			}
		case xml.CharData:
			if err := checkStyle(string(t)); err != nil {
				return err
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return fmt.Errorf("svg: it holds an instruction <?%.20s …?>", t.Target)
			}
		case xml.Directive:
			if bytes.Contains(t, []byte("ENTITY")) {
				return errors.New("svg: it defines entities")
			}
		}
	}
}

// checkElement refuses what acts, and what leads out of the drawing.
func checkElement(t xml.StartElement) error {
	if active[t.Name.Local] {
		return fmt.Errorf("svg: it holds a <%s>", t.Name.Local)
	}
	for _, a := range t.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		switch {
		case strings.HasPrefix(name, "on"):
			return fmt.Errorf("svg: <%s> has the event handler %.20s", t.Name.Local, name)
		case name == "href" || name == "src":
			lower := strings.ToLower(value)
			if t.Name.Local != "a" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(lower, "data:image/png;base64,") && !strings.HasPrefix(lower, "data:image/jpeg;base64,") {
				return fmt.Errorf("svg: <%s> leads to %.40q", t.Name.Local, value)
			}
			if t.Name.Local == "a" && strings.Contains(lower, ":") && !strings.HasPrefix(lower, "http:") && !strings.HasPrefix(lower, "https:") {
				return fmt.Errorf("svg: <a> leads to %.40q", value)
			}
		case a.Name.Space == "" && a.Name.Local != "xmlns":
			if err := checkStyle(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkStyle refuses a style that fetches: @import, and url() of anything but a
// part of the picture itself.
func checkStyle(text string) error {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "@import") {
		return errors.New("svg: its style imports another")
	}
	for {
		_, rest, found := strings.Cut(lower, "url(")
		if !found {
			return nil
		}
		if inner := strings.TrimLeft(rest, " \t\r\n\"'"); !strings.HasPrefix(inner, "#") {
			return fmt.Errorf("svg: its style leads to %.40q", inner)
		}
		lower = rest
	}
}
