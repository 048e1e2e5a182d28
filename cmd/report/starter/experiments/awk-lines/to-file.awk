!seen[$0]++ { print > out }
