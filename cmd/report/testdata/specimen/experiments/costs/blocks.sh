for block in 1 2 3 4 5 6 7 8; do
  echo "{\"name\":\"added\",\"value\":1.$block,\"unit\":\"s\",\"step\":$block,\"labels\":{\"tool\":\"alpha\"}}"
  echo "{\"name\":\"added\",\"value\":2.$((9 - block)),\"unit\":\"s\",\"step\":$block,\"labels\":{\"tool\":\"beta\"}}"
done >>"$REPORT_METRICS"
