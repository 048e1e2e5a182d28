package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// finish writes the file: what the library makes of the pages, then the
// structure, links and identity that it does not know of.
func (c *canvas) finish(info information, root *element) ([]byte, error) {
	c.endPage()
	p := c.pdf
	p.SetCreationDate(info.date)
	p.SetModificationDate(info.date)
	p.SetTitle(info.title, true)
	p.SetAuthor(strings.Join(info.authors, ", "), true)
	p.SetSubject(info.subject, true)
	p.SetKeywords(strings.Join(info.keywords, ", "), true)
	p.SetProducer(producer, false)
	p.SetLang(info.lang)
	p.SetXmpMetadata([]byte(info.xmp()))
	p.AddOutputIntent(fpdf.OutputIntentType{
		SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB", Info: "sRGB", ICCProfile: profile(),
	})
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	f, err := readFile(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	f.packer.packed = c.packed
	if err := f.addFonts(c.fonts); err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	if err := f.putPages(c); err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	f.addStructure(c, root)
	return f.bytes(), nil
}

const producer = "report"

// information is what the file says about itself.
type information struct {
	title    string
	subject  string
	authors  []string
	keywords []string
	lang     string
	date     time.Time
}

// xmp is the metadata that PDF/A and PDF/UA ask for; the schema at its end
// declares the one property that PDF/A does not know.
func (i information) xmp() string {
	var b strings.Builder
	about := func(namespace, format string, args ...any) {
		fmt.Fprintf(&b, "<rdf:Description rdf:about=\"\" %s>", namespace)
		fmt.Fprintf(&b, format, args...)
		b.WriteString("</rdf:Description>\n")
	}
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
	about(`xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"`, "<pdfuaid:part>1</pdfuaid:part>")
	about(`xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"`, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>")
	about(`xmlns:dc="http://purl.org/dc/elements/1.1/"`, "<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>%s%s<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>",
		escapeXML(i.title), i.creators(), i.description(), escapeXML(i.lang))
	pdfInfo := "<pdf:Producer>" + producer + "</pdf:Producer>"
	if len(i.keywords) > 0 {
		pdfInfo += "<pdf:Keywords>" + escapeXML(strings.Join(i.keywords, ", ")) + "</pdf:Keywords>"
	}
	about(`xmlns:pdf="http://ns.adobe.com/pdf/1.3/"`, "%s", pdfInfo)
	stamp := i.date.UTC().Format("2006-01-02T15:04:05Z")
	about(`xmlns:xmp="http://ns.adobe.com/xap/1.0/"`, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>", stamp, stamp)
	about(`xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"`,
		"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>")
	b.WriteString("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return b.String()
}

// creators names the authors as Info does, joined, so that the two agree.
func (i information) creators() string {
	if len(i.authors) == 0 {
		return ""
	}
	return "<dc:creator><rdf:Seq><rdf:li>" + escapeXML(strings.Join(i.authors, ", ")) + "</rdf:li></rdf:Seq></dc:creator>"
}

func (i information) description() string {
	if i.subject == "" {
		return ""
	}
	return "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + escapeXML(i.subject) + "</rdf:li></rdf:Alt></dc:description>"
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\"", "&quot;").Replace(strings.ToValidUTF8(s, "\ufffd"))
}
