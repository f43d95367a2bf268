# Drom in a container: the sound is made when the image is built, so that it answers at once.
FROM python:3.12-slim AS build
WORKDIR /srv/drom
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
COPY requirements.lock .
RUN /srv/venv/bin/pip install --require-hashes -r requirements.lock
# .dockerignore names what comes along; audio/ only where there are recordings.
COPY . .
RUN /srv/venv/bin/pip install --no-deps -e . \
 && DROM_SECRET_KEY=only-while-building /srv/venv/bin/drom audio build \
 && mv audio/built /srv/sound && rm -rf var

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Drom" org.opencontainers.image.licenses="AGPL-3.0-or-later"
RUN useradd --uid 10001 --no-create-home drom
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/drom /srv/drom
COPY --from=build --chown=drom:drom /srv/sound /srv/drom/audio/built
WORKDIR /srv/drom
RUN mkdir -p var && chown drom:drom var
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1
USER drom
VOLUME ["/srv/drom/var", "/srv/drom/audio/built"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["drom", "serve", "--host", "0.0.0.0", "--port", "8000"]
