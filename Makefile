# What a person types. Everything is built by Bazel through tools/bazel, which finds out by itself
# whether it can use the internet or mirrors only.
.DEFAULT_GOAL := help
BAZEL := tools/bazel

.PHONY: help
help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## run the bank on a throwaway PostgreSQL, with a demo user, on 127.0.0.1:8080
	$(BAZEL) run //tools/demo

.PHONY: test
test: ## everything there is: bazel test //..., both images compared and run in Docker, the comparison tested
	$(BAZEL) test //...
	$(MAKE) parity
	$(MAKE) container
	$(MAKE) parity-test

.PHONY: bench
bench: ## measure the bank against a rival, on a throwaway PostgreSQL: a table, bench.json and bench.svg; BENCH="--rounds 1"
	go run ./tools/bench --json bench.json --chart bench.svg $(BENCH)

.PHONY: build-times
build-times: ## measure how long builds take, Bazel's and Docker's, and what a shared cache gives; half an hour, with nginx
	go run ./tools/buildtimes --json build-times.json

.PHONY: growth
growth: ## measure how cost grows with transfers and accounts stored, up to 10^7 and 10^6: a table and growth.json; GROWTH="--stored 1e3,1e5"
	go run ./tools/bench growth --json growth.json $(GROWTH)

.PHONY: parity
parity: ## build the image with Bazel and with Docker, compare the two, and leave the proof in out/
	tools/parity

.PHONY: parity-test
parity-test: ## show that parity holds elsewhere, and fails when it has to: CASES="tag env", all by default
	go run ./tools/paritytest $(CASES)

FROM := bazel
.PHONY: publish
publish: ## push the image: REPOSITORY=HOST/NAME, TAG=..., FROM=bazel or docker (the digest is the same)
	tools/publish --from "$(FROM)" --repository "$(REPOSITORY)" $(if $(TAG),--tag "$(TAG)")

.PHONY: container
container: ## run both images in Docker, and the service's tests against the image: no root, a read-only file system
	tools/docker/daemon start
	tools/docker/build -t simplebank/bank:docker
	$(BAZEL) run //services/bank:image_load
	$(BAZEL) run //tools/containertest -- simplebank/bank:docker
	$(BAZEL) run //tools/containertest -- simplebank/bank:bazel
	for package in api metrics modeltest; do \
		BANK_IMAGE=simplebank/bank:bazel $(BAZEL) run //services/bank/$$package:$${package}_test || exit 1; \
	done

.PHONY: build-files
build-files: ## write BUILD files anew, after adding a file or an import
	$(BAZEL) run //:gazelle

.PHONY: tidy
tidy: ## the repository's rules about itself, without Bazel
	go run ./tools/tidy

.PHONY: clean
clean: ## remove what was set up outside the checkout: the mirror-only world with its Docker daemon
	tools/docker/daemon stop
	tools/mirror/remove
