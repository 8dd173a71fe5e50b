# Sourced by ./build and ./waybill: sets JAVA_HOME to the newest JDK found, 21 at least, or says what to install.

jdk_major() { # prints the major version of the JDK in $1, or nothing
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
  local best="" best_major=0 home major
  if [ -n "${JAVA_HOME:-}" ]; then
    major=$(jdk_major "$JAVA_HOME") || true
    if [ "${major:-0}" -ge 21 ]; then
      echo "$JAVA_HOME"
      return
    fi
  fi
  local on_path=""
  if command -v javac >/dev/null 2>&1; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  for home in "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] && [ -d "$home" ] || continue
    major=$(jdk_major "$home") || true
    if [ "${major:-0}" -ge 21 ] && [ "$major" -gt "$best_major" ]; then
      best=$home
      best_major=$major
    fi
  done
  echo "$best"
}

JAVA_HOME=$(find_jdk)
if [ -z "$JAVA_HOME" ]; then
  echo "Waybill needs a JDK 21 or newer (25 is recommended) and none was found in JAVA_HOME, on the PATH or in the usual folders." >&2
  echo "  Debian, Ubuntu:  apt-get install openjdk-21-jdk      (or temurin-25-jdk from Adoptium)" >&2
  echo "  macOS:           brew install openjdk" >&2
  echo "  anywhere:        unpack a JDK and set JAVA_HOME to its folder" >&2
  exit 3
fi
export JAVA_HOME
export PATH="$JAVA_HOME/bin:$PATH"
