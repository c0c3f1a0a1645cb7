# UNTRIED: nobody has run this yet. Builds Glassbox for Windows into dist\: the program and its
# licences, zipped. Needs Rust (https://rustup.rs) with the MSVC tools.
$ErrorActionPreference = "Stop"
Set-Location "$PSScriptRoot\..\.."
cargo build --release --locked --features parquet
$version = (Select-String -Path Cargo.toml -Pattern '^version = "(.*)"').Matches[0].Groups[1].Value
$name = "glassbox-$version-x86_64-windows"
New-Item -ItemType Directory -Force "dist\$name" | Out-Null
Copy-Item target\release\glassbox.exe, LICENSE, assets\licences\licences.txt "dist\$name"
Compress-Archive -Force "dist\$name" "dist\$name.zip"
