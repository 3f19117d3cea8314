# Flink with Nightbeam, for flink-kubernetes.yaml. From the folder of the project, after ./nightbeam version has built the jar:
#
#   docker build -f runner-configs/flink.Dockerfile -t registry.example.org/nightbeam:0.1.0 .
#   docker push registry.example.org/nightbeam:0.1.0
#
# and then image: registry.example.org/nightbeam:0.1.0 in flink-kubernetes.yaml.

# The version that Beam's runner is built for; a cluster of another one refuses its job.
FROM flink:1.19.3-java17

# The job. pipeline/target/flink is left out: the image has Flink.
COPY --chown=flink:flink pipeline/target/nightbeam.jar /opt/flink/usrlib/nightbeam.jar

# For hdfs:// only; without HDFS this line may go.
COPY --chown=flink:flink pipeline/target/hadoop /opt/flink/usrlib/hadoop
