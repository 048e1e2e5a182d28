# report:begin losses
# Losses of two models over three epochs, the same for every tool.
for epoch in 1 2 3; do
  echo "{\"name\":\"loss\",\"value\":0.$((9 - 2 * epoch)),\"step\":$epoch,\"labels\":{\"model\":\"small\"}}"
  echo "{\"name\":\"loss\",\"value\":0.$((8 - 2 * epoch))5,\"step\":$epoch,\"labels\":{\"model\":\"large\"}}"
done >>"$REPORT_METRICS"
# report:end losses
echo '{"name":"accuracy","value":0.9742,"labels":{"model":"small"}}' >>"$REPORT_METRICS"
echo '{"name":"accuracy","value":0.9861,"labels":{"model":"large"}}' >>"$REPORT_METRICS"
echo "done: 3 epochs, <b>nothing</b> of this is markup"
