# The bank's image: a static binary, and nothing else. Bazel builds the same image to the last byte
# (docs/parity.md). Where no registry is reached, tools/docker/base-image makes the base image.
#
# BuildKit compiles on the builder's own processor, for whichever processor is asked for. Docker's
# classic builder, which sets none of these arguments, compiles for the machine that it runs on.
FROM --platform=${BUILDPLATFORM:-linux} golang:1.26.8-alpine3.24 AS build
WORKDIR /src

# A layer of their own: modules are downloaded again only when go.mod or go.sum has changed.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
ARG TARGETARCH
# The second word of tools/image/workspace-status, or nothing: as Bazel with and without --stamp.
ARG REVISION
# Fixed times make the layer the same in every build.
RUN . ./build.env && \
    CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -tags "$GO_TAGS" \
        -ldflags "$GO_LDFLAGS${REVISION:+ -X main.revision=$REVISION}" \
        -o /image/app/bank ./services/bank && \
    touch -d @0 /image/app/bank /image/app

FROM scratch
COPY --from=build /image/ /
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/app/bank"]
CMD ["serve"]
