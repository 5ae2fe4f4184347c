package deposit

import (
	"context"
	"net"
	"net/http"
	"time"
)

// idleConn gives a connection up when no byte has gone either way for so long.
type idleConn struct {
	net.Conn
	idle time.Duration
}

// Read reads.
func (c idleConn) Read(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.idle)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// Write writes. It moves the time by which something must be read as well: while a big file is sent, the server is silent.
func (c idleConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.idle)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// dialer dials connections that are given up when idle.
func dialer(idle time.Duration) func(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: idle}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return idleConn{c, idle}, nil
	}
}

// transport is HTTP over such connections. No proxy, no compression: bytes are compared as they are.
func transport(idle time.Duration) *http.Transport {
	return &http.Transport{DialContext: dialer(idle), TLSHandshakeTimeout: idle, IdleConnTimeout: idle / 2,
		DisableCompression: true, ForceAttemptHTTP2: false, MaxIdleConnsPerHost: 4}
}
