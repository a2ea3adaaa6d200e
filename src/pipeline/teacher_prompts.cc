#include "pipeline/teacher_prompts.h"

#include <map>

#include "base/yaml.h"
#include "pipeline/shipped.h"

namespace autoj {
namespace {

TeacherPrompts ParsePrompts(const ShippedFile& file) {
  YamlMap yaml = YamlMap::Parse(file.text, std::string(file.name));
  TeacherPrompts prompts;
  prompts.answer = Template(yaml.Text("answer"));
  prompts.compare = Template(yaml.Text("compare"));
  prompts.compare_answered = Template(yaml.Text("compare_answered"));
  prompts.critique = Template(yaml.Text("critique"));
  prompts.merge = Template(yaml.Text("merge"));
  prompts.text = file.text;
  return prompts;
}

std::map<std::string, TeacherPrompts> ParseAll() {
  std::map<std::string, TeacherPrompts> all;
  for (const ShippedFile& file : ShippedTeacherPrompts()) {
    all.emplace(file.name.substr(0, file.name.find('.')), ParsePrompts(file));
  }
  return all;
}

}  // namespace

const TeacherPrompts& TeacherPromptsIn(const std::string& language) {
  static const std::map<std::string, TeacherPrompts> all = ParseAll();
  return all.at(language);
}

}  // namespace autoj
