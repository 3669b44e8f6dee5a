# camgate: `make run` serves the bench product, `make test` tests everything. Both install what is missing.

PRODUCT ?= bench
CLIP ?=
STATE ?= .build/state/$(PRODUCT)
TESTS ?=
HTTP ?=
RTSP ?=
SWIFT ?= swift

# The order in which SwiftPM hands the traits to the compiler follows its hashes: each plan anew would compile all modules anew.
STEADY = SWIFT_DETERMINISTIC_HASHING=1
# As in device builds: calls within one file are cheaper, and the program runs where there is no toolchain.
STATIC = --static-swift-stdlib -Xswiftc -use-ld=lld
CHECKED = --explicit-target-dependency-import-check error
CAMGATE = .build/release/camgate
MANIFEST = Config/products/$(PRODUCT).yaml

BUILD_PACKAGES = libsqlite3-dev libx264-dev libx265-dev libturbojpeg0-dev libyuv-dev libavformat-dev libavcodec-dev \
	libavutil-dev libswscale-dev libswresample-dev libv4l-dev libgpiod-dev libasound2-dev libvo-aacenc-dev libfaad-dev \
	libfreetype-dev libharfbuzz-dev libfontconfig-dev libfribidi-dev
PLAYERS = ffmpeg gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav
TEST_PACKAGES = $(PLAYERS) x264 curl openssl glib-networking binutils python3 python3-venv \
	fonts-dejavu-core fonts-wqy-microhei fonts-hosny-amiri fonts-lohit-deva fonts-noto-color-emoji
BOARD_PACKAGES = $(PLAYERS) v4l-utils gpiod alsa-utils strace busybox-static python3 e2fsprogs
BENCH_PACKAGES = nginx-light lighttpd wrk x264 ffmpeg gcc libc6-dev python3 linux-perf x265 libx264-dev libasound2-dev libvo-aacenc-dev \
	python3-gi python3-numpy gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad \
	gstreamer1.0-plugins-ugly

.DEFAULT_GOAL := help
.PHONY: help run test test-clients test-mid-move board-test board-test-long bench endurance product lint format check build packages-%

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Serve a product: make run [PRODUCT=bench] [CLIP=path] [HTTP=host:port] [RTSP=host:port]
	@mkdir -p $(STATE)
	exec $(CAMGATE) serve --product $(MANIFEST) --state $(STATE) $(if $(CLIP),--clip "$(CLIP)") \
		$(if $(HTTP),--http $(HTTP)) $(if $(RTSP),--rtsp $(RTSP))

test: packages-build packages-test ## Run all tests, then play every product with independent clients
	$(STEADY) $(SWIFT) build --build-tests $(CHECKED)
	$(SWIFT) test --skip-build
	$(MAKE) --no-print-directory test-clients

test-clients: build ## Play the streams with ffprobe, GStreamer and aiortsp; look into the product builds
	Tests/Clients/run

test-mid-move: build ## Kill the gateway in the middle of 200 moves: it may not know where its head is, but never be wrong
	python3 Tests/Clients/mid_move.py 200

board-test: build packages-board ## Test with real kernel drivers on a virtual board: make board-test [TESTS="name ..."]
	Tests/BoardInTheLoop/run $(TESTS)

board-test-long: build packages-board ## The same with every repetition: the random moves of motors take an hour
	LONG=1 Tests/BoardInTheLoop/run $(TESTS)

bench: build packages-bench ## Measure against named peers on this machine
	Tests/Benchmarks/run

endurance: build packages-bench ## Viewers that come and go for half an hour, then settings that change under viewers: 40 minutes
	python3 Tests/Benchmarks/benchmarks.py endurance churn

product: build ## Build a product for a device: make product PRODUCT=bench writes dist/bench
	BoardSupport/Packaging/build-product $(PRODUCT)

check: build ## Check all board and product files
	$(CAMGATE) check BoardSupport/Boards/*/board.yaml Config/products/*.yaml

lint: ## Check the formatting
	$(SWIFT) format lint --strict --recursive Package.swift Sources Plugins BoardSupport Tests

format: ## Format everything
	$(SWIFT) format --in-place --recursive Package.swift Sources Plugins BoardSupport Tests

build: packages-build
	$(STEADY) $(SWIFT) build --configuration release --product camgate $(CHECKED) $(STATIC)

packages-build:
	@BoardSupport/Packaging/install-packages $(BUILD_PACKAGES)

packages-test:
	@BoardSupport/Packaging/install-packages $(TEST_PACKAGES)

packages-board:
	@BoardSupport/Packaging/install-packages $(BOARD_PACKAGES)

packages-bench:
	@BoardSupport/Packaging/install-packages $(BENCH_PACKAGES)
