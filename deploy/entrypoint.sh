#!/bin/sh
# Start the app in a container whose file system may be read-only.
set -eu
# numba wants to write beside what it reads: it gets a copy of the kernels compiled with the image.
NUMBA_CACHE_DIR=$(mktemp -d) || {
    echo "No writable place for the kernel cache: run with --tmpfs /tmp, or set TMPDIR." >&2
    exit 1
}
export NUMBA_CACHE_DIR
cp -R /app/.numba/. "$NUMBA_CACHE_DIR"
exec streamlit run app.py --server.port "$PORT"
