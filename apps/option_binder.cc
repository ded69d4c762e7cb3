// SPDX-License-Identifier: BSD-3-Clause
#include "apps/option_binder.h"

#include <algorithm>
#include <utility>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

std::string option_name(const ParameterInfo& info) {
  std::string name = "--" + std::string(info.key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

/// "NUMBER (px, 0 to 10)=0.6"
std::string kind_text(const std::string& kind, const ParameterInfo& info) {
  const std::string unit = unit_of_key(info.key);
  const std::string allowed = allowed_text(info);
  if (unit.empty() && allowed.empty()) return kind;
  return kind + " (" + unit + (unit.empty() || allowed.empty() ? "" : ", ") + allowed + ")";
}

template <typename Value>
void refuse_unless_allowed(const ParameterInfo& info, const Value& value) {
  if (is_allowed(info, value)) return;
  throw UsageError(
      {option_name(info), {}, allowed_text(info), toml_value(value), std::string(info.sentence)});
}

}  // namespace

OptionBinder::OptionBinder(CLI::App& command, std::string group)
    : command_(command), group_(std::move(group)) {}

void OptionBinder::number(const ParameterInfo& info, double& value) {
  const auto take = [info, &value](const double& given) {
    refuse_unless_allowed(info, given);
    value = given;
  };
  command_.add_option_function<double>(option_name(info), take, std::string(info.sentence))
      ->type_name(kind_text("NUMBER", info))
      ->default_str(toml_value(value))
      ->group(group_);
}

void OptionBinder::integer(const ParameterInfo& info, int& value) {
  const auto take = [info, &value](const int& given) {
    refuse_unless_allowed(info, static_cast<double>(given));
    value = given;
  };
  command_.add_option_function<int>(option_name(info), take, std::string(info.sentence))
      ->type_name(kind_text("N", info))
      ->default_str(toml_value(value))
      ->group(group_);
}

void OptionBinder::flag(const ParameterInfo& info, bool& value) {
  const std::string name = option_name(info);
  const std::string both = name + ",!--no-" + name.substr(2);
  command_
      .add_flag_function(
          both, [&value](std::int64_t count) { value = count > 0; }, std::string(info.sentence))
      ->group(group_);
}

void OptionBinder::text(const ParameterInfo& info, std::string& value) {
  const auto take = [info, &value](const std::string& given) {
    refuse_unless_allowed(info, given);
    value = given;
  };
  command_.add_option_function<std::string>(option_name(info), take, std::string(info.sentence))
      ->type_name(kind_text("TEXT", info))
      ->default_str(value)
      ->group(group_);
}

void OptionBinder::numbers(const ParameterInfo& info, std::vector<double>& values) {
  const auto take = [info, &values](const std::vector<double>& given) {
    for (const double element : given) refuse_unless_allowed(info, element);
    values = given;
  };
  command_.add_option_function<std::vector<double>>(option_name(info), take, std::string(info.sentence))
      ->delimiter(',')
      ->type_name(kind_text("A,B,...", info))
      ->default_str(toml_value(values))
      ->group(group_);
}

CLI::Option* add_study_argument(CLI::App& command, Study& study) {
  const auto read = [&study](const std::string& path) { read_study_file(study, path); };
  return command.add_option_function<std::string>("STUDY.toml", read, "Study file (see lauelith schema)")
      ->type_name("");
}

void add_table_options(CLI::App& command, const Study& study, const std::string& table) {
  OptionBinder binder(command, "Options of [" + table + "]");
  study.walk(table, binder);
}

}  // namespace lauelith
