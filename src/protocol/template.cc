#include "protocol/template.h"

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

// The length of a field's name that stands before a closing brace at `at`, or 0. Digits belong to
// the letter they follow: {feedback1} is a field, {1} and {response_3} are text.
size_t FieldLength(std::string_view text, size_t at) {
  size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at);
  if (end != std::string_view::npos && end > at && text[end - 1] != '_') {
    end = text.find_first_not_of("0123456789", end);
  }
  bool closed = end != std::string_view::npos && text[end] == '}';
  return closed ? end - at : 0;
}

}  // namespace

Template::Template(std::string_view text) {
  std::string literal;
  for (size_t i = 0; i < text.size();) {
    size_t length = text[i] == '{' ? FieldLength(text, i + 1) : 0;
    if (length == 0) {
      literal += text[i++];
      continue;
    }
    pieces_.push_back({false, literal});
    pieces_.push_back({true, std::string(text.substr(i + 1, length))});
    literal.clear();
    i += length + 2;
  }
  pieces_.push_back({false, literal});
}

std::vector<std::string> Template::Fields() const {
  std::vector<std::string> fields;
  for (const Piece& piece : pieces_) {
    if (piece.is_field) {
      fields.push_back(piece.text);
    }
  }
  return fields;
}

std::string Template::Render(const std::map<std::string, std::string_view>& values) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (!piece.is_field) {
      out += piece.text;
      continue;
    }
    auto value = values.find(piece.text);
    if (value == values.end()) {
      throw Error(ErrorKind::kInternal,
                  fmt::format("template field {{{}}} has no value", piece.text));
    }
    out += value->second;
  }
  return out;
}

}  // namespace autoj
