#include "scenario/shipped_weights.h"

#include <cstddef>

// Taken in by the assembler: a source with megabytes of numbers would compile for minutes.
__asm__(
    ".pushsection .rodata\n"
    ".balign 64\n"
    "autoj_lexical:\n"
    ".incbin \"" AUTOJ_CLASSIFIERS
    "/lexical.bin\"\n"
    "autoj_lexical_end:\n"
    "autoj_embedded:\n"
    ".incbin \"" AUTOJ_CLASSIFIERS
    "/embedded.bin\"\n"
    "autoj_embedded_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char autoj_lexical[] __attribute__((visibility("hidden")));
extern const char autoj_lexical_end[] __attribute__((visibility("hidden")));
extern const char autoj_embedded[] __attribute__((visibility("hidden")));
extern const char autoj_embedded_end[] __attribute__((visibility("hidden")));
}

namespace autoj {

std::string_view ShippedClassifier(std::string_view kind) {
  const char* begin = kind == "lexical" ? autoj_lexical : autoj_embedded;
  const char* end = kind == "lexical" ? autoj_lexical_end : autoj_embedded_end;
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace autoj
