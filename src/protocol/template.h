#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// A prompt with named fields, `{prompt}` for example. Parsed once; immutable, so safe to share
/// between threads.
class Template {
 public:
  /// Splits `text` at its fields. Braces around anything that is not a lower-case word, which
  /// may end in a number, are literal text.
  explicit Template(std::string_view text);

  /// The names of the fields, in the order of the text, repeats included.
  std::vector<std::string> Fields() const;

  /// Fills the fields in a single pass: what a value holds is data, never template.
  /// Throws Error(kInternal) for a field without a value.
  std::string Render(const std::map<std::string, std::string_view>& values) const;

 private:
  struct Piece {
    bool is_field = false;
    std::string text;  // the literal text, or the field's name
  };
  std::vector<Piece> pieces_;
};

}  // namespace autoj
