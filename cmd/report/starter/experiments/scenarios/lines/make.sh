# Makes input.txt: lines from a linear congruential generator, about half of
# them duplicates. The same seed gives the same bytes on every machine.
awk -v n="$REPORT_PARAM_LINES" -v seed="$REPORT_SEED" 'BEGIN {
  x = seed
  for (i = 0; i < n; i++) {
    x = (x * 1103515 + 12345) % 2147483
    print "line", x % int(n / 2)
  }
}' >input.txt
