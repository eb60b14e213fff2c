# The bank's image: a static binary, and nothing else. Bazel builds one with the same files.
# Where no registry is reached, tools/docker/base-image makes the base image.
FROM golang:1.26.8-alpine3.24 AS build
WORKDIR /src

# A layer of their own: modules are downloaded again only when go.mod or go.sum has changed.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
# BuildKit sets it; empty, as with the classic builder, it means the builder's own architecture.
ARG TARGETARCH
# Fixed times make the layer the same in every build.
RUN . ./build.env && \
    CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
        -tags "$GO_TAGS" -ldflags "$GO_LDFLAGS" -o /image/app/bank ./services/bank && \
    touch -d @0 /image/app/bank /image/app

FROM scratch
# The folder comes along with the binary, so that WORKDIR has none to make.
COPY --from=build /image/ /
WORKDIR /app
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/app/bank"]
CMD ["serve"]
