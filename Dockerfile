# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS node

# make needs Go, gcc, and Node with npm. automerge-go links a C library, which is linked statically here.
FROM golang:1.26-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
RUN make image

# Another image, with Litestream beside the server: docker build --target with-litestream. See deploy/litestream.yml.
FROM build AS litestream
RUN CGO_ENABLED=0 go build -C deploy/tools -trimpath -o /litestream github.com/benbjohnson/litestream/cmd/litestream
FROM scratch AS with-litestream
COPY --from=build /src/bin/image /
COPY --from=litestream /litestream /litestream
COPY deploy/litestream.yml /etc/litestream.yml
ENV ROOMKEY_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/litestream", "replicate", "-config", "/etc/litestream.yml", "-exec"]
CMD ["/roomkey serve --addr 0.0.0.0:8080 --run-as 65532:65532"]

FROM scratch
COPY --from=build /src/bin/image /
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/roomkey"]
# A volume may be root's: the server gives it to the user 65532, and becomes that user.
CMD ["serve", "--addr", "0.0.0.0:8080", "--data", "/data", "--run-as", "65532:65532"]
