# The bot in a container: docker run --env-file .env --env PORT=8080 --volume momu:/data momu-bot; with PostgreSQL see compose.yaml.
FROM python:3.11-slim-bookworm AS build
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /tmp/requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin momu-bot \
 && install --directory --owner=momu-bot --group=momu-bot --mode=0700 /data
COPY --from=build /venv /venv
COPY . /app
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/momu.db \
    HOST=0.0.0.0 \
    PORT=8080 \
    LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
EXPOSE 8080
# No VOLUME on purpose: without a disk of its own the bot says as an error that everything will be lost.
HEALTHCHECK --interval=30s --timeout=20s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=15)"]
# No ENTRYPOINT: a platform puts a line of the Procfile in the place of this.
CMD ["python", "-m", "bot", "run"]
