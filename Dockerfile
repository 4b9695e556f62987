# docker build -t descent-lab . && docker run -p 8501:8501 descent-lab
# BASE names another base image; --secret id=ca,src=FILE a certificate authority of your own network.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=secret,id=ca \
    python3 -m venv /venv \
    && if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca; fi \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt \
    && /venv/bin/pip uninstall -qy pip setuptools
COPY . .
RUN NUMBA_CACHE_DIR=/app/.numba /venv/bin/python -c "import app; app.warm_up()" \
    && /venv/bin/python -m compileall -q . \
    && chmod -R a+rX /app /venv

FROM ${BASE}
RUN python3 -m pip uninstall -qy pip setuptools wheel 2>/dev/null || true
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PORT=8501
USER 10001
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "/app/deploy/healthy.py"]
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
