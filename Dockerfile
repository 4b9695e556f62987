# docker build -t descent-lab . && docker run -p 8501:8501 descent-lab
# BASE names another base image; --secret id=ca,src=FILE a certificate authority of your own network.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt .
# Without what is never used here: the packages' own tests, pyarrow's network services and C++ headers,
# notebook extensions, and compiled modules: those that the app imports are compiled below.
RUN --mount=type=secret,id=ca \
    python3 -m venv /venv \
    && if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca; fi \
    && /venv/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall -qy pip setuptools \
    && cd /venv/lib/python3*/site-packages \
    && find . -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} + \
    && rm -rf pyarrow/include pyarrow/src plotly/labextension pydeck/nbextension \
       pyarrow/*flight* pyarrow/*_s3* pyarrow/_gcsfs* pyarrow/_azurefs* pyarrow/_hdfs*
COPY . .
RUN /venv/bin/python -m deploy.kernels \
    && /venv/bin/python -m deploy.pages \
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
ENTRYPOINT ["python", "-m", "deploy.serve"]
