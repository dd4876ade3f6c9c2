# SPDX-License-Identifier: Apache-2.0
# The thin door in front of meson: each target installs what it needs (tools/need), then does its job.
.PHONY: build test demo bench bench-full fuzz format check-format clean

build: build/build.ninja
	@ninja -C build cresset

build/build.ninja:
	@tools/need build
	@meson setup build >build-setup.log || { cat build-setup.log; rm -rf build; exit 1; }

test:
	@tools/need test
	@tools/run-tests

demo: build
	@tools/demo

bench:
	@tools/need bench
	@bench/run

bench-full:
	@tools/need bench-full
	@bench/run --full --markdown

fuzz:
	@tools/need fuzz
	@TARGET="$(TARGET)" SECONDS="$(SECONDS)" tools/run-fuzz

format:
	@tools/need format
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i

check-format:
	@tools/need format
	@git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run --Werror

clean:
	rm -rf build build-asan build-tsan build-fuzz demo-node demo-data demo-real demo-node.pid demo-node.log
