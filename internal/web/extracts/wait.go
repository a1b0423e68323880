package extracts

import (
	"time"

	"github.com/gin-gonic/gin"

	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Wait is the page while an export is read. Without scripts it reloads itself.
type Wait struct {
	ID    string
	State state
}

var waitPage = view.New[Wait]("extracts/wait")

func (a Area) wait(r *page.Request) error {
	j, err := a.imports.find(r.PracticeID(), r.Param("import"))
	if err != nil {
		return err
	}
	s := j.state()
	if s.Ended && s.Fault == "" {
		if s.Again {
			r.Flash("These files were imported before. Nothing was changed.")
		} else {
			r.Flash("The extract is imported.")
		}
		return r.Go("/extracts/report/%s", s.ExtractID)
	}
	if s.Question != nil {
		return r.Show(columnsPage.With(columnsOf(j.id, s)))
	}
	return r.Show(waitPage.With(Wait{j.id, s}))
}

// events streams the progress to the page.
func (a Area) events(r *page.Request) error {
	j, err := a.imports.find(r.PracticeID(), r.Param("import"))
	if err != nil {
		return err
	}
	// Gin's Stream wants a CloseNotifier, which the session's writer is not.
	for {
		s := j.state()
		if s.Ended {
			r.Gin.SSEvent("done", gin.H{"next": "/extracts/importing/" + j.id})
			r.Gin.Writer.Flush()
			return nil
		}
		text := "Reading the files"
		if s.Total > 0 && s.Done >= s.Total {
			text = "Storing the people on target medicines"
		}
		r.Gin.SSEvent("progress", gin.H{"done": s.Done, "total": s.Total, "text": text})
		r.Gin.Writer.Flush()
		select {
		case <-j.changed:
		case <-time.After(2 * time.Second): // another page may have taken the signal
		case <-r.Ctx().Done():
			return nil
		}
	}
}
