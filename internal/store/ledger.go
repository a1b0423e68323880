package store

import (
	"context"
	"math"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// sendMark says which database this is, and how many calls were begun from it.
type sendMark struct {
	ID       int `gorm:"primaryKey"`
	Database string
	Sent     int64
}

// SendMark gives the database's own name, made at random with its tables, and
// how many calls to the network were ever begun from it.
func (s *Store) SendMark(ctx context.Context) (database string, sent int64, err error) {
	m, err := one[sendMark](s.db(ctx).Where("id = ?", 1), "count of texts")
	return m.Database, m.Sent, err
}

// CountSend counts one more call as begun and gives how many there have been.
func (s *Store) CountSend(ctx context.Context) (int64, error) {
	if err := changed(s.db(ctx).Model(&sendMark{}).Where("id = ?", 1).Update("sent", gorm.Expr("sent + 1")), "count of texts"); err != nil {
		return 0, err
	}
	_, sent, err := s.SendMark(ctx)
	return sent, err
}

// RaiseSendMark brings the count up to what is known from outside.
func (s *Store) RaiseSendMark(ctx context.Context, sent int64) error {
	return s.db(ctx).Model(&sendMark{}).Where("id = ? AND sent < ?", 1, sent).Update("sent", sent).Error
}

type sendTurn struct {
	Line   string `gorm:"primaryKey"`
	FreeAt int64  // microseconds since 1970
}

const (
	burst       = time.Second // unused time that a line may make up for
	longestText = 24          // segments of 1,600 characters in UCS-2
)

// TakeTurn takes a sender line for so many segments at a rate in segments a
// second. When others have it, nothing is taken and wait says for how long. One
// update decides, so that processes on one database share the rate; a line may
// go into debt by one text, as a text of many segments could never go otherwise.
func (s *Store) TakeTurn(ctx context.Context, line string, segments int, rate float64, now time.Time) (wait time.Duration, err error) {
	at := now.UnixMicro()
	costs := max(1, int64(math.Ceil(float64(max(segments, 1))/rate*1e6)))
	earliest := at - burst.Microseconds()
	absurd := at + int64(longestText/rate*1e6) + time.Minute.Microseconds() // a clock that went wrong must not stop texts for days
	taken := s.db(ctx).Model(&sendTurn{}).Where("line = ? AND (free_at < ? OR free_at > ?)", line, at, absurd).
		Update("free_at", gorm.Expr("(CASE WHEN free_at < ? OR free_at > ? THEN ? ELSE free_at END) + ?", earliest, absurd, earliest, costs))
	if taken.Error != nil || taken.RowsAffected == 1 {
		return 0, taken.Error
	}
	row := sendTurn{Line: line, FreeAt: earliest + costs}
	made := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if made.Error != nil || made.RowsAffected == 1 {
		return 0, made.Error
	}
	rows, err := many[sendTurn](s.db(ctx).Where("line = ?", line))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return max(time.Duration(rows[0].FreeAt-at)*time.Microsecond, 0) + time.Millisecond, nil
}

type worker struct {
	ID     string `gorm:"primaryKey"`
	SeenAt time.Time
}

// BeatWorker says that a process that sends is alive, and forgets those of
// more than a day ago.
func (s *Store) BeatWorker(ctx context.Context, id string) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.db(ctx).Where("seen_at < ?", s.now().Add(-24*time.Hour)).Delete(&worker{}).Error; err != nil {
			return err
		}
		return s.db(ctx).Save(&worker{id, s.now()}).Error
	})
}

// OtherWorkers counts other processes that were alive at or after since.
func (s *Store) OtherWorkers(ctx context.Context, id string, since time.Time) (int, error) {
	var n int64
	err := s.db(ctx).Model(&worker{}).Where("id <> ? AND seen_at >= ?", id, since.UTC()).Count(&n).Error
	return int(n), err
}
