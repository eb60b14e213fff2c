package api

import (
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
)

type sessionResponse struct {
	ID        uuid.UUID `json:"id"`
	Current   bool      `json:"current"` // it is the one of the access token
	UserAgent string    `json:"user_agent"`
	ClientIP  string    `json:"client_ip"`
	CreatedAt time.Time `json:"created_at"`
	RenewedAt time.Time `json:"renewed_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

type endedResponse struct {
	Ended int64 `json:"ended"` // how many sessions
}

func (a *API) listSessions(c *gin.Context) ([]sessionResponse, error) {
	sessions, err := a.options.Store.Sessions(c.Request.Context(), username(c))
	if err != nil {
		return nil, err
	}
	responses := []sessionResponse{} // an empty list is [] in JSON, not null
	for _, s := range sessions {
		responses = append(responses, sessionResponse{
			ID:        s.ID,
			Current:   s.ID == session(c),
			UserAgent: s.UserAgent,
			ClientIP:  s.ClientIP,
			CreatedAt: s.CreatedAt,
			RenewedAt: s.RenewedAt,
			ExpiresAt: s.ExpiresAt,
		})
	}
	return responses, nil
}

// endSession ends the session of the path; it may be the one of the request.
func (a *API) endSession(c *gin.Context) (endedResponse, error) {
	text := c.Param("id")
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text { // the parser also takes other forms
		return endedResponse{}, invalid("the session id", "a UUID such as "+uuid.NameSpaceDNS.String())
	}
	if err := a.options.Store.EndSession(c.Request.Context(), username(c), id); err != nil {
		return endedResponse{}, err
	}
	return endedResponse{Ended: 1}, nil
}

// endOtherSessions ends all sessions but the one of the request.
func (a *API) endOtherSessions(c *gin.Context) (endedResponse, error) {
	ended, err := a.options.Store.EndOtherSessions(c.Request.Context(), username(c), session(c))
	return endedResponse{Ended: ended}, err
}
