# Two stages: built with Maven and a JDK, run on a JRE as an ordinary user. Build from the root of the repository:
#   docker build -t ozmonitor .
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Libraries first: they change less often than sources.
COPY pom.xml ./
RUN mvn -q -B dependency:go-offline
COPY cluster.xml ./
COPY conf conf
COPY sql sql
COPY src/main src/main
RUN mvn -q -B package -Dmaven.test.skip=true -Dozm.gates.skip=true

FROM eclipse-temurin:25-jre
# Images of this family may already have a user 1000.
RUN (id -nu 1000 >/dev/null 2>&1 && userdel -r "$(id -nu 1000)" 2>/dev/null; true) \
  && useradd --uid 1000 --create-home monitor \
  && mkdir -p /etc/oz-monitor /var/lib/oz-monitor /opt/oz-monitor \
  && chown monitor:monitor /var/lib/oz-monitor
COPY --from=build /src/target/ozmonitor-0.1.0-SNAPSHOT-all.jar /opt/oz-monitor/ozmonitor.jar
USER 1000
# A ./cluster.xml in this directory wins over the one in the jar.
WORKDIR /opt/oz-monitor
ENV OZ_MONITOR_DATA_DIR=/var/lib/oz-monitor \
  OZ_MONITOR_MANAGEMENT__HOST=0.0.0.0 \
  OZ_MONITOR_MANAGEMENT__PORT=3000
VOLUME /var/lib/oz-monitor
# /health, /ready and /metrics.
EXPOSE 3000
# A heap of half the container's memory: blocks in memory take a quarter of it, buffers and threads lie beside it.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=4m", \
  "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/oz-monitor/ozmonitor.jar"]
CMD ["worker"]
