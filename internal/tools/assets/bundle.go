package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the files in static/src that a page may name. What they import is bundled into them.
var entries = []string{"app.css", "app.js", "charts.js", "favicon.svg"}

// bundle returns the built files by name, among them manifest.json and licences.txt.
// Nothing is written, so that a failed build leaves the last good one in place.
func bundle(root string) (map[string][]byte, error) {
	src := filepath.Join(root, "static", "src")
	result := api.Build(options(root, src))
	if len(result.Errors) > 0 {
		return nil, buildError(result.Errors)
	}
	warn(result.Warnings)

	files := map[string][]byte{}
	for _, out := range result.OutputFiles {
		files[filepath.Base(out.Path)] = out.Contents
	}
	names, err := manifest(result.Metafile)
	if err != nil {
		return nil, err
	}
	files["manifest.json"] = names
	notices, err := licences(root)
	if err != nil {
		return nil, err
	}
	files["licences.txt"] = notices
	return files, nil
}

func options(root, src string) api.BuildOptions {
	var points []string
	for _, name := range entries {
		points = append(points, filepath.Join(src, name))
	}
	return api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       points,
		Outdir:            filepath.Join(root, "static", "dist"),
		PublicPath:        "/static/",
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		Bundle:            true,
		Format:            api.FormatESModule,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Metafile:          true,
		LegalComments:     api.LegalCommentsLinked,
		Charset:           api.CharsetUTF8,
		LogLevel:          api.LogLevelSilent,
		// nhsuk-frontend's CSS carries hacks for old browsers that esbuild would warn about each time.
		LogOverride: map[string]api.LogLevel{"css-syntax-error": api.LogLevelSilent},
		Loader:      map[string]api.Loader{".svg": api.LoaderCopy},
		// The oldest browsers that surgery machines still meet.
		Engines: []api.Engine{
			{Name: api.EngineEdge, Version: "109"},
			{Name: api.EngineChrome, Version: "109"},
			{Name: api.EngineFirefox, Version: "115"},
			{Name: api.EngineSafari, Version: "15"},
		},
		Plugins: []api.Plugin{nhsAssets(root)},
	}
}

var fontFace = regexp.MustCompile(`@font-face\s*\{[^}]*\}`)

// nhsAssets mends two things in nhsuk-frontend's CSS: its icons are named by absolute paths, and it
// fetches Frutiger from another host, a font that needs a licence and a request outside the practice.
func nhsAssets(root string) api.Plugin {
	assets := filepath.Join(root, "node_modules", "nhsuk-frontend", "dist", "nhsuk", "assets")
	return api.Plugin{Name: "nhs-assets", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^/assets/`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: filepath.Join(assets, strings.TrimPrefix(args.Path, "/assets/"))}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: `nhsuk-frontend\.min\.css$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			css, err := os.ReadFile(args.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			text := fontFace.ReplaceAllString(string(css), "")
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderCSS}, nil
		})
	}}
}

// manifest maps the name that a page asks for to the hashed name, from esbuild's own account of the build.
func manifest(metafile string) ([]byte, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string `json:"entryPoint"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	names := map[string]string{"licences.txt": "licences.txt"}
	for output, made := range meta.Outputs {
		if made.EntryPoint != "" {
			names[filepath.Base(made.EntryPoint)] = filepath.Base(output)
		}
	}
	for _, name := range entries {
		if names[name] == "" {
			return nil, fmt.Errorf("the bundle has no %s", name)
		}
	}
	return json.MarshalIndent(names, "", "  ")
}

func buildError(messages []api.Message) error {
	lines := api.FormatMessages(messages, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.Join(lines, "\n"))
}

func warn(messages []api.Message) {
	for _, line := range api.FormatMessages(messages, api.FormatMessagesOptions{Kind: api.WarningMessage}) {
		fmt.Fprint(os.Stderr, line)
	}
}
