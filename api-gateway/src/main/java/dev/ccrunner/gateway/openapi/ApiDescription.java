package dev.ccrunner.gateway.openapi;

import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ApiDescription {}
