# docker build -t sclcell . && docker run --rm -v "$PWD/results:/sclcell/results" sclcell
# writes the report on the reference cell, as `make run` does.
FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends make gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /sclcell
COPY . .
RUN make install
CMD ["make", "run"]
