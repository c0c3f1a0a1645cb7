#!/bin/sh
# Makes Phosphor-Icons.ttf: the icons that the window uses, out of Phosphor.ttf of the crate
# egui-phosphor 0.14.0. Needs pyftsubset (pip install fonttools).
set -eu
source=${1:?the path of Phosphor.ttf}
here=$(dirname "$0")
icons=$(grep -ohE '\\u\{E[0-9A-F]{3}\}' "$here/../../src/ui/icons.rs" | sed 's/\\u{/U+/; s/}//' | sort -u | paste -sd,)
pyftsubset "$source" --unicodes="$icons" --no-layout-closure --drop-tables+=GSUB,GPOS \
    --output-file="$here/Phosphor-Icons.ttf"
