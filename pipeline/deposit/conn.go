package deposit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
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
func transport(idle time.Duration, l login) (*http.Transport, error) {
	authorities, err := trusted(l(caKey))
	if err != nil {
		return nil, err
	}
	return &http.Transport{DialContext: dialer(idle), TLSHandshakeTimeout: idle, IdleConnTimeout: idle / 2,
		TLSClientConfig:    &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12},
		DisableCompression: true, ForceAttemptHTTP2: false, MaxIdleConnsPerHost: 4}, nil
}

// trusted are the authorities that the system trusts and those of a file; nil: the system's.
func trusted(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrConfig, caKey, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil { // a system without any
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%w: %s: no certificate in PEM is in %s", ErrConfig, caKey, file)
	}
	return pool, nil
}
