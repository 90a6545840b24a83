# syntax=docker/dockerfile:1
# One image for web, worker, beat and the one-off set-up; docker-compose.yml says which does what.

FROM node:24-slim AS kit
WORKDIR /kit
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.12-slim AS build
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH UV_LINK_MODE=copy
WORKDIR /app
COPY requirements.txt requirements-setup.txt ./
RUN python -m venv /opt/venv \
    && pip install --no-cache-dir --require-hashes -r requirements-setup.txt \
    && uv pip install --no-cache --compile-bytecode --require-hashes -r requirements.txt \
    && uv pip uninstall uv pip
COPY --from=kit /kit/node_modules ./node_modules
COPY . .
# No secret is baked in: these values live for this one command.
RUN python -m tools.translations compile \
    && SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build/0 \
       python manage.py collectstatic --no-input --verbosity 0 -i 'tabler-*' -i '*.rtl.*' -i scss \
    && rm -rf node_modules

FROM python:3.12-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=caseflow.settings \
    CASEFLOW_VAR=/data
RUN groupadd --gid 10001 caseflow \
    && useradd --uid 10001 --gid caseflow --no-create-home --shell /usr/sbin/nologin caseflow \
    && install -d -o caseflow -g caseflow -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER caseflow
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", "caseflow.wsgi:application"]
