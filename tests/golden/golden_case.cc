#include "golden_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace autoj {
namespace {

constexpr std::string_view kIndent = "    ";
constexpr const char* kSeparator = "\n----\n";

// Where the line behind the header begins.
size_t CheckHeader(const std::string& path, const std::string& text) {
  std::filesystem::path file(path);
  std::string name = file.parent_path().filename().string() + "/" + file.stem().string();
  std::istringstream lines(text);
  std::string line;
  size_t at = 0;
  for (const std::string& start :
       {"# name: " + name, std::string("# description: "), std::string("# group: ")}) {
    std::getline(lines, line);
    if (line.rfind(start, 0) != 0) {
      throw std::runtime_error(path + ": expected a line \"" + start + "\"");
    }
    at += line.size() + 1;
  }
  return at;
}

}  // namespace

GoldenCase::GoldenCase(const std::string& path) : path_(path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  size_t separator = text.rfind(kSeparator);
  if (separator == std::string::npos) {
    throw std::runtime_error(path + ": no line ----");
  }
  size_t behind = separator + std::string_view(kSeparator).size();
  head_ = text.substr(0, behind);
  expected_ = text.substr(behind);
  std::istringstream lines(text.substr(0, separator).substr(CheckHeader(path, text)));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(kIndent, 0) == 0 && !input_.empty()) {
      std::string& block = input_.back().second;
      block += line.substr(kIndent.size()) + "\n";
      continue;
    }
    size_t colon = line.find(':');
    if (colon == std::string::npos) {
      throw std::runtime_error(path + ": no key in the line: " + line);
    }
    size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    input_.emplace_back(line.substr(0, colon), line.substr(value));
  }
}

std::string GoldenCase::Get(const std::string& key) const {
  for (const auto& [known, value] : input_) {
    if (known == key) {
      return value;
    }
  }
  return "";
}

void GoldenCase::Expect(const std::string& actual) const {
  const char* update = std::getenv("AUTOJ_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(path_, std::ios::binary) << head_ << actual;
    return;
  }
  EXPECT_EQ(actual, expected_) << path_;
}

std::vector<std::string> GoldenPaths(const std::string& area) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(AUTOJ_GOLDEN_DIR "/" + area)) {
    if (entry.path().extension() == ".case") {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace autoj
