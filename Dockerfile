# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS app
WORKDIR /src/web/app
COPY web/app/package.json web/app/package-lock.json ./
COPY web/app/build/types/package.json build/types/
RUN npm install --no-save --no-audit --no-fund
COPY web/app ./
RUN mkdir -p ../dist && npm run build
WORKDIR /src/plugins
COPY plugins/package.json plugins/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
WORKDIR /src/quickjs
COPY plugins/guest/quickjs/package.json plugins/guest/quickjs/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund && mkdir dist && \
    cp node_modules/quickjs-wasi/LICENSE node_modules/quickjs-wasi/quickjs.wasm dist/

# automerge-go links a C library, so the build needs gcc and the image glibc.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=app /src/web/dist web/dist
COPY --from=app /src/plugins/node_modules plugins/node_modules
COPY --from=app /src/quickjs/dist plugins/guest/quickjs/dist
COPY --from=app /usr/local/bin/node /usr/local/bin/node
RUN touch plugins/node_modules/.package-lock.json plugins/guest/quickjs/dist/quickjs.wasm && make bundled && \
    go build -trimpath -o /roomkey ./cmd/roomkey

FROM debian:bookworm-slim
COPY --from=build /roomkey /roomkey
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/roomkey"]
CMD ["serve", "--addr", "0.0.0.0:8080", "--data", "/data"]
