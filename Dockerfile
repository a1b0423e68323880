# Stepdown in a container: docker build -t stepdown . ; docker run -p 8080:8080 -v stepdown:/data \
#   -e STEPDOWN_PUBLIC_URL=https://stepdown.example.nhs.uk stepdown
# A proxy in front speaks https. The key file lies in /data too: copy it somewhere else than the database's backups.

# Front-end packages, as package-lock.json has them. The stamp tells the bundler that they are in place.
FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund \
 && sha256sum package-lock.json | cut -d ' ' -f 1 > node_modules/.stamp

# SQLite is C, so the C library here must be that of the last stage.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY package.json package-lock.json ./
COPY --from=packages /src/node_modules ./node_modules
COPY cmd ./cmd
COPY internal ./internal
COPY sql ./sql
COPY static ./static
COPY templates ./templates
RUN go run ./internal/tools/assets \
 && CGO_ENABLED=1 go build -trimpath -tags nomsgpack -ldflags "-s -w" -o /out/stepdown ./cmd/stepdown

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin stepdown \
 && install -d -o stepdown -g stepdown -m 0700 /data
COPY --from=build /out/stepdown /usr/local/bin/stepdown
USER 10001:10001
ENV STEPDOWN_DATA=/data \
    STEPDOWN_ADDRESS=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/stepdown", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/stepdown"]
CMD ["serve"]
