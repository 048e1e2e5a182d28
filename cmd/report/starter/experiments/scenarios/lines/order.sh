# Does the command keep the order of first appearances? Exits 0 if so, 10 if the
# result is complete but in another order, 1 if it is wrong.
result=$(printf 'b\na\nb\nc\na\n' | "$@" | tr '\n' ' ')
echo "b a b c a became: $result"
case $result in
"b a c ") exit 0 ;;
"a b c ") exit 10 ;;
*) exit 1 ;;
esac
