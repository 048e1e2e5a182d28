# Counts the lines that a command leaves, and appends the count as a metric: one
# JSON object a line.
left=$("$@" | wc -l | tr -d ' ')
echo "$left lines are left"
printf '{"name": "lines_left", "value": %s, "unit": "lines"}\n' "$left" >>"$REPORT_METRICS"
