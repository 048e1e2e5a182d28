# report:begin dedupe
!seen[$0]++ { print }
# report:end dedupe
