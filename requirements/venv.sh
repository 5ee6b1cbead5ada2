# Makes .venv with the first Python that is new enough: $PYTHON, else python3, else a python3.N of the machine.
set -u
[ -x .venv/bin/python ] && exec .venv/bin/python -c 'pass'
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  "$python" -m venv .venv && exit 0
  rm -rf .venv
  echo "$python cannot make a virtual environment; on Debian or Ubuntu: apt install python3-venv" >&2
  exit 1
done
echo "Ortaq needs Python 3.11 or later${PYTHON:+, and $PYTHON is not}. Name one: make … PYTHON=/path/to/python3.12" >&2
exit 1
