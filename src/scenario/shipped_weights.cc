#include "scenario/shipped_weights.h"

#include <cstddef>

// Taken in by the assembler: a source with megabytes of numbers would compile for minutes.
__asm__(
    ".pushsection .rodata\n"
    ".balign 64\n"
    "kAutojLexical:\n"
    ".incbin \"" AUTOJ_CLASSIFIERS
    "/lexical.bin\"\n"
    "kAutojLexicalEnd:\n"
    "kAutojEmbedded:\n"
    ".incbin \"" AUTOJ_CLASSIFIERS
    "/embedded.bin\"\n"
    "kAutojEmbeddedEnd:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char kAutojLexical[] __attribute__((visibility("hidden")));
extern const char kAutojLexicalEnd[] __attribute__((visibility("hidden")));
extern const char kAutojEmbedded[] __attribute__((visibility("hidden")));
extern const char kAutojEmbeddedEnd[] __attribute__((visibility("hidden")));
}

namespace autoj {

std::string_view ShippedClassifier(std::string_view kind) {
  const char* begin = kind == "lexical" ? kAutojLexical : kAutojEmbedded;
  const char* end = kind == "lexical" ? kAutojLexicalEnd : kAutojEmbeddedEnd;
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace autoj
