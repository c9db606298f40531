// The header that the text output of CoreMark's Ibex port asks for: a character to the log.
#ifndef SIMPLE_SYSTEM_COMMON_H
#define SIMPLE_SYSTEM_COMMON_H

int putchar(int character);

#endif
