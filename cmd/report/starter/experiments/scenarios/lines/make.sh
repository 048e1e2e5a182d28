# Makes input.txt: random lines, about half of them seen before. Park and
# Miller's generator gives the same bytes for a seed on every machine.
awk -v n="$REPORT_PARAM_LINES" -v seed="$REPORT_SEED" 'BEGIN {
  x = seed
  for (i = 0; i < n; i++) {
    x = (x * 16807) % 2147483647
    print "line", x % int(n * 0.63)
  }
}' >input.txt
