// The oracle: real text/template with sprig. Reads cases as JSON, one a line, and writes what Go makes of each, one a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
)

type request struct {
	Template   string          `json:"template"`
	Data       json.RawMessage `json:"data"`
	Typed      json.RawMessage `json:"typed"`
	MissingKey string          `json:"missingkey"`
	Bare       bool            `json:"bare"`
}

type answer struct {
	Output *string `json:"output,omitempty"`
	Error  *string `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	debug.SetMemoryLimit(1 << 30)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var r request
			if e := json.Unmarshal(line, &r); e != nil {
				panic(e)
			}
			// A case that does not end, or fills the memory, ends the oracle: it has no answer.
			watch := time.AfterFunc(3*time.Second, func() { os.Exit(3) })
			text, _ := json.Marshal(run(r))
			watch.Stop()
			out.Write(text)
			out.WriteByte('\n')
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func run(r request) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = failed(fmt.Sprintf("PANIC: %v", p))
		}
	}()
	t := template.New("t")
	if !r.Bare {
		t = t.Funcs(sprig.TxtFuncMap())
	}
	t = t.Funcs(template.FuncMap{
		"goString": func(s string) string { return s },
		"goMap":    func(m map[string]string) int { return len(m) },
		"goInts": func(n ...int64) int64 {
			var s int64
			for _, v := range n {
				s += v
			}
			return s
		},
		"goBool":  func(b bool) bool { return !b },
		"goFloat": func(f float64) float64 { return f * 2 },
		"goUint":  func(n uint8) uint8 { return n + 1 },
		"goAny":   func(v interface{}) interface{} { return v },
		"goItem":  func(v Item) string { return v.Name },
		"goItems": func(v []Item) int { return len(v) },
		"goPtr":   func(v *Item) bool { return v == nil },
		"goEmpty": func() map[string]interface{} { return map[string]interface{}{"a": 1.0} },
	})
	if r.MissingKey != "" {
		t = t.Option("missingkey=" + r.MissingKey)
	}
	t, err := t.Parse(r.Template)
	if err != nil {
		return failed(err.Error())
	}
	var data interface{}
	if r.Typed != nil {
		root := new(Root)
		if err := json.Unmarshal(r.Typed, root); err != nil {
			panic(err)
		}
		data = root
	} else if r.Data != nil {
		if err := json.Unmarshal(r.Data, &data); err != nil {
			panic(err)
		}
	}
	var b limited
	if err := t.Execute(&b, data); err != nil {
		return failed(err.Error())
	}
	s := b.String()
	return answer{Output: &s}
}

// limited is a writer for texts of a sensible size.
type limited struct{ strings.Builder }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > 1<<26 {
		os.Exit(3)
	}
	return l.Builder.Write(p)
}

func failed(message string) answer { return answer{Error: &message} }

// Root is what typed cases see: a type of each kind that pods and mesh configs have.
type Root struct {
	Meta   `json:"metadata"`
	Spec   Spec              `json:"spec"`
	Config *Config           `json:"config"`
	Values map[string]any    `json:"values"`
	Labels map[string]string `json:"labels"`
	Counts map[string]int    `json:"counts"`
	Nested [][]Item          `json:"nested"`
}

type Meta struct {
	Name        string            `json:"name,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Generation  int64             `json:"generation,omitempty"`
}

func (m Meta) GetName() string                    { return m.Name }
func (m *Meta) GetAnnotations() map[string]string { return m.Annotations }
func (m Meta) Join(sep string, n int) string      { return strings.Repeat(m.Name+sep, n) }

type Spec struct {
	Items    []Item  `json:"items"`
	First    *Item   `json:"first,omitempty"`
	Replicas *int32  `json:"replicas,omitempty"`
	Host     bool    `json:"host,omitempty"`
	Weight   float32 `json:"weight,omitempty"`
	Free     any     `json:"free,omitempty"`
	Bytes    []byte  `json:"bytes,omitempty"`
	Small    uint8   `json:"small"`
	Wait     Wait    `json:"wait"`
	hidden   string
}

type Protocol string

type Item struct {
	Name     string   `json:"name"`
	Port     int32    `json:"port,omitempty"`
	Protocol Protocol `json:"protocol,omitempty"`
	Args     []string `json:"args,omitempty"`
	Source   `json:",inline"`
}

type Source struct {
	Empty *Empty `json:"empty,omitempty"`
	Path  *Path  `json:"path,omitempty"`
}

type Empty struct {
	Medium string `json:"medium,omitempty"`
}

type Path struct {
	Path string `json:"path"`
}

type Mode int32

func (m Mode) String() string {
	if m == 1 {
		return "TPROXY"
	}
	return "REDIRECT"
}

type Config struct {
	Mode    Mode              `json:"mode,omitempty"`
	Tracing *Tracing          `json:"tracing,omitempty"`
	Data    map[string]string `json:"data,omitempty"`
	Int     *Int              `json:"int,omitempty"`
}

func (c *Config) GetTracing() *Tracing {
	if c == nil {
		return nil
	}
	return c.Tracing
}
func (c *Config) String() string { return "config!" }

type Tracing struct {
	Zone string `json:"zone,omitempty"`
	TLS  *TLS   `json:"tls,omitempty"`
}

func (t *Tracing) GetTLS() *TLS {
	if t == nil {
		return nil
	}
	return t.TLS
}

type TLS struct {
	Cert string `json:"cert,omitempty"`
}

func (t *TLS) GetCert() string {
	if t == nil {
		return ""
	}
	return t.Cert
}

type Int struct {
	Value int64 `json:"value"`
}

func (i *Int) GetValue() int64 {
	if i == nil {
		return 0
	}
	return i.Value
}

// Wait is a duration written as nanoseconds.
type Wait time.Duration

func (w Wait) String() string { return time.Duration(w).String() }
