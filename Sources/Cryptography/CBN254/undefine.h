// Ends the use of runs.h for one group.
#undef GROUP
#undef COORD
#undef COORD_ONE
#undef ADD
#undef SUBTRACT
#undef MULTIPLY
#undef SQUARE
#undef INVERT
#undef ZERO
#undef EQUAL
