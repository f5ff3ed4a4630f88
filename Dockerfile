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

FROM scratch
COPY --from=build /src/bin/image /
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/roomkey"]
# A volume may be root's: the server gives it to the user 65532, and becomes that user.
CMD ["serve", "--addr", "0.0.0.0:8080", "--data", "/data", "--run-as", "65532:65532"]
